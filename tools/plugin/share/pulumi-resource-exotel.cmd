@"%~dp0..\..\Scripts\python.exe" -P -m exotel_pulumi.plugin %*
