"""The weather from whichever service is set up: 和风, 高德, or Open-Meteo, which wants no key."""
