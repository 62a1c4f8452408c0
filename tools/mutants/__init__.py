"""Small mistakes, made on purpose in a copy of the package: a mistake that no test sees is a hole in the tests."""
