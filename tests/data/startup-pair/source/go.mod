module a0demo

go 1.23
