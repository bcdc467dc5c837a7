// Command foreign_verifier checks an exported audit log with the tree, tile and note code of the Go
// checksum database, which shares no line with Ieum's own: what it accepts and refuses shows that
// the files are what the C2SP specifications say.
//
//	foreign_verifier KEY-FILE FOLDER [OLDER-CHECKPOINT]
package main

import (
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const tileHeight = 8

// Every entry is compared with its hash in the tree; of some the proof is made and checked, too.
const proofStep = 101

// tiles reads the tiles of an exported folder.
type tiles struct{ folder string }

func (t tiles) Height() int { return tileHeight }

func (t tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	var data [][]byte
	for _, tile := range wanted {
		// The checksum database names the height in the path, C2SP tiles do not: it is always 8.
		path := strings.Replace(tile.Path(), fmt.Sprintf("tile/%d/", tileHeight), "tile/", 1)
		bytes, err := os.ReadFile(filepath.Join(t.folder, path))
		if err != nil {
			return nil, err
		}
		if len(bytes) != tile.W*tlog.HashSize {
			return nil, fmt.Errorf("%s is not %d hashes", path, tile.W)
		}
		data = append(data, bytes)
	}
	return data, nil
}

func (t tiles) SaveTiles([]tlog.Tile, [][]byte) {}

// openCheckpoint returns the tree that the log has signed.
func openCheckpoint(file string, key note.Verifier) (tlog.Tree, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return tlog.Tree{}, err
	}
	signed, err := note.Open(text, note.VerifierList(key))
	if err != nil {
		return tlog.Tree{}, err
	}
	lines := strings.Split(signed.Text, "\n")
	if len(lines) != 4 || lines[0] != key.Name() {
		return tlog.Tree{}, errors.New("the checkpoint is not one of this log")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return tlog.Tree{}, err
	}
	root, err := base64.StdEncoding.DecodeString(lines[2])
	if err != nil || len(root) != tlog.HashSize {
		return tlog.Tree{}, errors.New("the root is no hash")
	}
	tree := tlog.Tree{N: size}
	copy(tree.Hash[:], root)
	return tree, nil
}

// entries calls visit with each entry's bytes, of an erased one there are none, and its hash in the tree.
func entries(folder string, size int64, hashes tlog.HashReader, visit func(index int64, entry []byte, leaf tlog.Hash) error) error {
	for first := int64(0); first < size; first += 1 << tileHeight {
		width := size - first
		if width > 1<<tileHeight {
			width = 1 << tileHeight
		}
		tile := tlog.Tile{H: tileHeight, L: -1, N: first >> tileHeight, W: int(width)}
		path := strings.Replace(tile.Path(), fmt.Sprintf("tile/%d/data/", tileHeight), "tile/entries/", 1)
		bytes, err := os.ReadFile(filepath.Join(folder, path))
		if err != nil {
			return err
		}
		var indexes []int64
		for index := first; index < first+width; index++ {
			indexes = append(indexes, tlog.StoredHashIndex(0, index))
		}
		leaves, err := hashes.ReadHashes(indexes)
		if err != nil {
			return err
		}
		for index := first; index < first+width; index++ {
			if len(bytes) < 2 {
				return fmt.Errorf("%s ends early", path)
			}
			length := int(binary.BigEndian.Uint16(bytes))
			if bytes = bytes[2:]; length > len(bytes) {
				return fmt.Errorf("%s ends within an entry", path)
			}
			if err := visit(index, bytes[:length], leaves[index-first]); err != nil {
				return err
			}
			bytes = bytes[length:]
		}
		if len(bytes) != 0 {
			return fmt.Errorf("%s goes on behind its entries", path)
		}
	}
	return nil
}

func verify(keyFile, folder, older string) error {
	text, err := os.ReadFile(keyFile)
	if err != nil {
		return err
	}
	key, err := note.NewVerifier(strings.TrimSpace(string(text)))
	if err != nil {
		return err
	}
	tree, err := openCheckpoint(filepath.Join(folder, "checkpoint"), key)
	if err != nil {
		return err
	}
	hashes := tlog.TileHashReader(tree, tiles{folder})
	erased := 0
	err = entries(folder, tree.N, hashes, func(index int64, entry []byte, leaf tlog.Hash) error {
		if len(entry) == 0 {
			erased++
		} else if tlog.RecordHash(entry) != leaf {
			return fmt.Errorf("entry %d is not the one in the tree", index)
		}
		if index%proofStep != 0 {
			return nil
		}
		proof, err := tlog.ProveRecord(tree.N, index, hashes)
		if err != nil {
			return err
		}
		return tlog.CheckRecord(proof, tree.N, tree.Hash, index, leaf)
	})
	if err != nil {
		return err
	}
	if older != "" {
		before, err := openCheckpoint(older, key)
		if err != nil {
			return err
		}
		proof, err := tlog.ProveTree(tree.N, before.N, hashes)
		if err != nil {
			return err
		}
		if err := tlog.CheckTree(proof, tree.N, tree.Hash, before.N, before.Hash); err != nil {
			return err
		}
	}
	fmt.Printf("%s: %d entries, %d of them erased, are those of the signed root\n", key.Name(), tree.N, erased)
	return nil
}

func main() {
	if len(os.Args) != 3 && len(os.Args) != 4 {
		fmt.Fprintln(os.Stderr, "usage: foreign_verifier KEY-FILE FOLDER [OLDER-CHECKPOINT]")
		os.Exit(2)
	}
	older := ""
	if len(os.Args) == 4 {
		older = os.Args[3]
	}
	if err := verify(os.Args[1], os.Args[2], older); err != nil {
		fmt.Fprintln(os.Stderr, "foreign_verifier:", err)
		os.Exit(1)
	}
}
