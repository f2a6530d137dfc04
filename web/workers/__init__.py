"""Who carries how much (담당자별 업무량), and many cases handed over at once."""
