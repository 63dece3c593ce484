"""The masker process: detectors, vault, surrogates and seal."""
