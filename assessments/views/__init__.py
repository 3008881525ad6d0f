"""The pages of kartlegging, utprøving and innstilling."""
