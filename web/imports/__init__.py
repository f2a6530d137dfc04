"""명단 가져오기: lists of thousands of rows read, tried out, confirmed and taken."""
