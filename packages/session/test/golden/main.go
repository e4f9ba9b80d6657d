// Fills in messages.jsonl: for each message, given as JSON, what Nakama's own protobuf definitions write for it, as
// JSON by the server's settings and as bytes. After a change of the messages: go run .
package main

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"log"
	"os"

	"github.com/heroiclabs/nakama-common/rtapi"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
)

const file = "messages.jsonl"

type message struct {
	From string          `json:"from"`
	Text json.RawMessage `json:"text"`
	Hex  string          `json:"hex"`
}

func main() {
	content, err := os.ReadFile(file)
	check(err)
	lines := json.NewDecoder(bytes.NewReader(content))
	var out bytes.Buffer
	for {
		var one message
		if err := lines.Decode(&one); errors.Is(err, io.EOF) {
			break
		} else {
			check(err)
		}
		envelope := &rtapi.Envelope{}
		check(protojson.Unmarshal(one.Text, envelope))
		text, err := protojson.MarshalOptions{UseProtoNames: true, UseEnumNumbers: true}.Marshal(envelope)
		check(err)
		one.Text = text
		written, err := proto.MarshalOptions{Deterministic: true}.Marshal(envelope)
		check(err)
		one.Hex = hex.EncodeToString(written)
		check(json.NewEncoder(&out).Encode(one))
	}
	check(os.WriteFile(file, out.Bytes(), 0o644))
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
