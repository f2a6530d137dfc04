"""Case list, case page and the forms through which people act on a case."""
