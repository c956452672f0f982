// Empty: a package with a function that is defined elsewhere, as procyield is, needs an assembly file.
