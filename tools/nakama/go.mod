module nakodo/tools/nakama

go 1.26.5

require github.com/heroiclabs/nakama/v3 v3.40.0
