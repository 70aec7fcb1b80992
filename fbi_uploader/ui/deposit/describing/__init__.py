"""The form of the Describe step: what is asked, how each value is given, how far it is."""
