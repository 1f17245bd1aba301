"""Ce que le programme fait de lui-même ou en arrière-plan : sans écran, sans Qt."""
