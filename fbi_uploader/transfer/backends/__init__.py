"""One module a route; each meets `transfer.backend.Backend`."""
