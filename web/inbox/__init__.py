"""The inbox (내 업무) and the page on which one decision is made."""
