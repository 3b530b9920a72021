"""Words that readers, reconstruction and pages share: scripts, subjects, opening words, kinds, sets. Pure; knows nobody."""
