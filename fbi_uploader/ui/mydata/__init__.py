"""Every submission, its timeline, evidence and receipt."""
