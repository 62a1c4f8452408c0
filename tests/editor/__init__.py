"""What an editor shows of the package, by the language server of pyright."""
