"""The engine's side of the window: what it asks for and that is no order about a submission.

Every job runs in a thread of its own beside the carrying one, and ends in an answer.
"""
