module example.com/inits

go 1.19

require example.com/helper v1.2.3

replace example.com/helper => ./helper
