"""What a text holds: its words and marks, its figures, its names. Nothing is judged here."""
