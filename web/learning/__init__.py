"""교육·슈퍼비전: who learned, was advised or rested, and the counts of a year (domain GP-07)."""
