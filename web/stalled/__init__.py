"""The page of cases that stand still (멈춘 사례): one list, asked of nobody."""
