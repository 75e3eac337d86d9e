# shellcheck shell=bash disable=SC2154
# An OCI image of a package and all that it needs, as one archive; see mkImage.nix.
# Set by Nix: package, repository, architecture, variant, NIX_STORE and out; the file `closure` (exportReferencesGraph).
set -euo pipefail

created=1970-01-01T00:00:01Z
mkdir -p root/bin "root$NIX_STORE" image/blobs/sha256
grep "^$NIX_STORE/" closure | grep -v '\.drv$' | sort -u | while read -r path; do
    cp -R --no-dereference --preserve=mode "$path" "root$NIX_STORE/"
done
programs=()
for program in "$package"/bin/*; do
    if [[ -f $program ]]; then
        programs+=("/bin/${program##*/}")
        ln -s "$program" "root/bin/"
    fi
done
# An image has one program to start, or none that is named.
entrypoint=
if [[ ${#programs[@]} -eq 1 ]]; then entrypoint=",\"Entrypoint\":[\"${programs[0]}\"]"; fi

reproducible=(--sort=name --mtime=@1 --owner=0 --group=0 --numeric-owner --format=gnu)
digest() { sha256sum "$1" | cut -d ' ' -f 1; }
# blob FILE: moves it among the blobs; `described` is its digest and size in JSON.
blob() {
    local digest size
    digest=$(digest "$1")
    size=$(stat --format=%s "$1")
    mv "$1" "image/blobs/sha256/$digest"
    stored=blobs/sha256/$digest
    described="\"digest\":\"sha256:$digest\",\"size\":$size"
}
platform="\"architecture\":\"$architecture\",\"os\":\"linux\"${variant:+,\"variant\":\"$variant\"}"

tar "${reproducible[@]}" -C root -cf layer.tar bin "$(cut -d / -f 2 <<<"$NIX_STORE")"
layer_digest=$(digest layer.tar)
gzip -n layer.tar
blob layer.tar.gz
layer=$described
layer_file=$stored

printf '{"created":"%s",%s,"config":{"Env":["PATH=/bin"]%s},"rootfs":{"type":"layers","diff_ids":["sha256:%s"]},"history":[{"created":"%s"}]}' \
    "$created" "$platform" "$entrypoint" "$layer_digest" "$created" >config.json
blob config.json
config=$described
config_file=$stored

media=application/vnd.oci.image
printf '{"schemaVersion":2,"mediaType":"%s.manifest.v1+json","config":{"mediaType":"%s.config.v1+json",%s},"layers":[{"mediaType":"%s.layer.v1.tar+gzip",%s}]}' \
    $media $media "$config" $media "$layer" >manifest.json
blob manifest.json
printf '{"schemaVersion":2,"mediaType":"%s.index.v1+json","manifests":[{"mediaType":"%s.manifest.v1+json",%s,"platform":{%s},"annotations":{"org.opencontainers.image.ref.name":"latest"}}]}' \
    $media $media "$described" "$platform" >image/index.json
printf '{"imageLayoutVersion":"1.0.0"}' >image/oci-layout
# What `docker load` reads where it does not know OCI's index.
printf '[{"Config":"%s","RepoTags":["%s:latest"],"Layers":["%s"]}]' "$config_file" "${repository,,}" "$layer_file" >image/manifest.json
tar "${reproducible[@]}" -C image -cf "$out" blobs index.json manifest.json oci-layout
