"""People who sign in: the user, the link to members, the first administrator."""
