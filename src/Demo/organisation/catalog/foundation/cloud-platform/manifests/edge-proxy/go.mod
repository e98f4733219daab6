module github.com/northwind/edge-proxy

go 1.24

require (
	github.com/prometheus/client_golang v1.22.0
	golang.org/x/net v0.17.0
)

require golang.org/x/text v0.13.0 // indirect
