"""The embedded diffusion model: so far its codec, between pictures and latents."""
