"""The trunk: the case (sak), its stage, its responsible person, its timeline."""
