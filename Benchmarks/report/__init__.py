"""What `Benchmarks/all` is made of. Needs nothing but Python 3.9."""
