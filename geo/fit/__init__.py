"""How near the map comes to hand-drawn ones, and the search for parameters that bring it nearer."""
