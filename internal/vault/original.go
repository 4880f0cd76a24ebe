package vault

import (
	"context"
	"crypto/cipher"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/ringtrace/ringtrace/internal/errs"
)

const keyMagic = "ringtrace original key 2\n"

// keepOriginal seals a file whose rows stand in another text, under one key:
// once a row of it is erased, all of it has to go. Without keep it is hashed
// only.
func (v *Vault) keepOriginal(ctx context.Context, r io.Reader, want string, keep bool) (sha string, size int64, err error) {
	seed, err := v.newSeed()
	if err != nil {
		return "", 0, err
	}
	tmp, err := v.temporary()
	if err != nil {
		return "", 0, err
	}
	defer func() { err = errors.Join(err, tmp.discard()) }()
	h, key := sha256.New(), seed.key(0)
	out := cipher.StreamWriter{S: keyStream(&key, 0), W: diskWriter{tmp.File}}
	if size, err = io.CopyBuffer(io.MultiWriter(h, out), contextReader{ctx, r}, make([]byte, 1<<18)); err != nil {
		return "", 0, readError(err)
	}
	sha = hex.EncodeToString(h.Sum(nil))
	if err := sameHash(sha, want); err != nil {
		return "", 0, err
	}
	path := v.place(sha)
	if _, err := os.Stat(path + keySuffix); err == nil || !keep {
		return sha, size, nil
	}
	if err := tmp.publish(path+rawSuffix, 0o400); err != nil {
		return "", 0, errs.Disk("vault", "vault folder", err)
	}
	if err := v.replaceKeys(path+keySuffix, append([]byte(keyMagic), key[:]...)); err != nil {
		return "", 0, errs.Disk("vault", "vault folder", err)
	}
	return sha, size, syncDisk(v.dir)
}

// OpenOriginal opens the bytes of that file as they came. Once a row of it was
// erased they are no more: errs.NotFound with code ERASED.
func (v *Vault) OpenOriginal(number uint32) (io.ReadSeekCloser, error) {
	f, err := v.File(number)
	if err != nil {
		return nil, err
	}
	t, err := v.table(f)
	if err != nil {
		return nil, err
	}
	switch {
	case len(t.head.Erased) > 0:
		return nil, &errs.Error{Op: "vault", Kind: errs.NotFound, Subject: fmt.Sprintf("original of file %d", number), Code: "ERASED",
			Message: "rows of it were erased; what is left of it are the other rows"}
	case f.Plain == "":
		return v.openAs(f, t)
	case t.plain:
		return openPlain(number, v.plainPath(f.SHA256))
	}
	path := v.place(f.SHA256)
	secret, err := os.ReadFile(path + keySuffix)
	if err != nil {
		return nil, errs.Disk("vault", fmt.Sprintf("original of file %d", number), err)
	}
	if len(secret) != len(keyMagic)+keySize || string(secret[:len(keyMagic)]) != keyMagic {
		return nil, altered(f, "cannot be opened: its key is damaged")
	}
	r, err := os.Open(path + rawSuffix)
	if err != nil {
		return nil, errs.Disk("vault", fmt.Sprintf("original of file %d", number), err)
	}
	return &original{file: r, key: [keySize]byte(secret[len(keyMagic):])}, nil
}

func openPlain(number uint32, path string) (io.ReadSeekCloser, error) {
	r, err := os.Open(path)
	if err != nil {
		return nil, errs.Disk("vault", fmt.Sprintf("original of file %d", number), err)
	}
	return r, nil
}

// original reads a sealed original from anywhere.
type original struct {
	file   *os.File
	key    [keySize]byte
	stream cipher.Stream // nil after a Seek
}

func (o *original) Read(p []byte) (int, error) {
	if o.stream == nil {
		at, err := o.file.Seek(0, io.SeekCurrent)
		if err != nil {
			return 0, err
		}
		o.stream = keyStream(&o.key, at)
	}
	n, err := o.file.Read(p)
	o.stream.XORKeyStream(p[:n], p[:n])
	return n, err
}

func (o *original) Seek(offset int64, whence int) (int64, error) {
	o.stream = nil
	return o.file.Seek(offset, whence)
}

func (o *original) Close() error { return o.file.Close() }

// destroyOriginal makes an original unreadable for good.
func (v *Vault) destroyOriginal(sha string) error {
	path := v.place(sha)
	if err := shred(path + keySuffix); err != nil {
		return err
	}
	if err := os.Remove(path + rawSuffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return syncDir(v.dir)
}
