// Holds nothing: the headers that all GUI tests share are compiled with it once.
