// Stranger checks what Sekali publishes with libraries of the Go project (x/mod/sumdb), of
// torchwood and of transparency-dev.
// It reads one JSON object from standard input and writes what it found as another.
package main

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"log"
	"os"

	"filippo.io/torchwood"
	cosignatures "github.com/transparency-dev/formats/note"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type inclusion struct {
	Size, Index int64
	Root, Leaf  string
	Path        []string
}

type consistency struct {
	Old, New         int64
	OldRoot, NewRoot string
	Path             []string
}

type question struct {
	Note        string
	Ledger      string
	Witnesses   []string
	Inclusion   []inclusion
	Consistency []consistency
	Tiles       string
}

type answer struct {
	Signed      []string
	Times       map[string]int64
	Size        int64
	Inclusion   int
	Consistency int
	FromTiles   string
}

func main() {
	log.SetFlags(0)
	var asked question
	must(json.NewDecoder(os.Stdin).Decode(&asked))
	found := answer{Times: map[string]int64{}}
	for _, one := range asked.Inclusion {
		if tlog.CheckRecord(path(one.Path), one.Size, hash(one.Root), one.Index, hash(one.Leaf)) == nil {
			found.Inclusion++
		}
	}
	for _, one := range asked.Consistency {
		if tlog.CheckTree(tlog.TreeProof(path(one.Path)), one.New, hash(one.NewRoot), one.Old, hash(one.OldRoot)) == nil {
			found.Consistency++
		}
	}
	if asked.Note != "" {
		checkpoint := open(asked, &found)
		if asked.Tiles != "" {
			found.FromTiles = fromTiles(asked.Tiles, checkpoint)
		}
	}
	must(json.NewEncoder(os.Stdout).Encode(found))
}

func open(asked question, found *answer) torchwood.Checkpoint {
	ledger, err := note.NewVerifier(asked.Ledger)
	must(err)
	verifiers := []note.Verifier{ledger}
	for _, key := range asked.Witnesses {
		witness, err := cosignatures.NewVerifierForCosignatureV1(key)
		must(err)
		verifiers = append(verifiers, witness)
	}
	opened, err := note.Open([]byte(asked.Note), note.VerifierList(verifiers...))
	must(err)
	for _, signature := range opened.Sigs {
		found.Signed = append(found.Signed, signature.Name)
		if signature.Name != ledger.Name() {
			at, err := torchwood.CosignatureTimestamp(signature)
			must(err)
			found.Times[signature.Name] = at
		}
	}
	checkpoint, err := torchwood.ParseCheckpoint(opened.Text)
	must(err)
	found.Size = checkpoint.N
	return checkpoint
}

// fromTiles reads the tiles that the checkpoint needs, each checked against the root, and returns the root over them.
func fromTiles(base string, checkpoint torchwood.Checkpoint) string {
	fetcher, err := torchwood.NewTileFetcher(base)
	must(err)
	reader := torchwood.TileHashReaderWithContext(context.Background(), checkpoint.Tree, fetcher)
	for index := int64(0); index < checkpoint.N; index++ {
		proof, err := tlog.ProveRecord(checkpoint.N, index, reader)
		must(err)
		leaf, err := reader.ReadHashes([]int64{tlog.StoredHashIndex(0, index)})
		must(err)
		must(tlog.CheckRecord(proof, checkpoint.N, checkpoint.Hash, index, leaf[0]))
	}
	root, err := tlog.TreeHash(checkpoint.N, reader)
	must(err)
	return root.String()
}

func path(lines []string) tlog.RecordProof {
	made := tlog.RecordProof{}
	for _, line := range lines {
		made = append(made, hash(line))
	}
	return made
}

func hash(line string) (made tlog.Hash) {
	data, err := base64.StdEncoding.DecodeString(line)
	must(err)
	copy(made[:], data)
	return made
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
