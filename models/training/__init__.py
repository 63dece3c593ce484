"""One recipe per shipped model, read top to bottom; the appliance runs none of it."""
