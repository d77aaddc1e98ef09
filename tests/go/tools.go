//go:build tools

// Package tools names the programs by other authors that the tests build and run.
package tools

import (
	_ "filippo.io/torchwood/cmd/litewitness"
	_ "filippo.io/torchwood/cmd/witnessctl"
)
