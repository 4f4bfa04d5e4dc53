"""What a print shop receives: every letter of a communication, cut small, listed, counted and encrypted as one archive.

It stands in `letters` because it is made of lots and nothing else; nothing is sent from here. A channel that talks to a
print shop will take the archive from the private store like a person does.
"""
