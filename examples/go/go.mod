module example.org/second-factor

go 1.21
