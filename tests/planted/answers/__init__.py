"""Made-up answers with one wrong fact planted, and true ones, to measure grounding."""
