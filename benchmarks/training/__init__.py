"""What training costs and reaches: the networks' recipes, the engine's ideas, the distortions."""
