module example.com/goprograms

go 1.19
