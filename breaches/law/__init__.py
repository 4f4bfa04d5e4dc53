"""What the law says: pure functions over frozen data.

Standard library only, no clock, no database, no input or output. Each public function cites
its article; what the sources leave uncertain is kept as data (`Confidence`), never guessed.
"""
