"""The nouns that both houses share. Imports nothing of ours."""
