# shellcheck shell=bash
# Odoo 19.0: the one that SHNOR_ODOO names, else Debian's package unpacked into SHNOR_HOME/odoo.

ODOO_PACKAGE=odoo-19
ODOO_VERSION=19.0.0+dfsg-1
ODOO_PREFIX=$SHNOR_HOME/odoo
# Debian's Odoo links to these packages instead of carrying the files. Font Awesome 4 is gone from sid.
ODOO_LINKED_SID="libjs-jquery libjs-jquery-form libjs-underscore fonts-roboto-unhinted fonts-montserrat fonts-ocr-b"
ODOO_LINKED_BOOKWORM="fonts-font-awesome fonts-inconsolata"

odoo_key() {
    if [ -n "${SHNOR_ODOO:-}" ]; then printf 'given %s' "$SHNOR_ODOO"; else printf 'debian %s 2' "$ODOO_VERSION"; fi
}

setup_odoo() {
    local key
    key=$(odoo_key)
    stamped odoo "$key" && [ -d "$(odoo_path)" ] && return
    if [ -n "${SHNOR_ODOO:-}" ]; then locate_given_odoo; else fetch_debian_odoo; fi
    stamp odoo "$key"
}

# The folder to put on Python's path: it holds the package `odoo`.
odoo_path() { cat "$SHNOR_HOME/run/odoo_path" 2>/dev/null; }

locate_given_odoo() {
    local given candidate release
    given=$(readlink -f "$SHNOR_ODOO") || die "SHNOR_ODOO=$SHNOR_ODOO does not exist"
    [ -d "$given" ] || given=$(dirname "$given") # an executable: look around it
    for candidate in "$given" "$given/usr/lib/python3/dist-packages" "$given/../lib/python3/dist-packages" \
        "$given"/lib/python3*/site-packages "$given"/../lib/python3*/site-packages; do
        [ -f "$candidate/odoo/release.py" ] || continue
        release=$(sed -n 's/^version_info = (\([0-9]*\), \([0-9]*\),.*/\1.\2/p' "$candidate/odoo/release.py")
        [ "$release" = 19.0 ] || die "SHNOR_ODOO=$SHNOR_ODOO is Odoo ${release:-of an unknown version}; 19.0 is needed"
        (cd "$candidate" && pwd -P) >"$SHNOR_HOME/run/odoo_path"
        return
    done
    die "no Odoo found at SHNOR_ODOO=$SHNOR_ODOO (a source checkout, an installation prefix or its executable is expected)"
}

# apt with private folders: neither root nor a change of the system's sources is needed.
private_apt() {
    local tool=$1 dir=$SHNOR_HOME/apt
    shift
    "$tool" -q -o Dir::Etc::sourcelist="$dir/sources.list" -o Dir::Etc::sourceparts=/dev/null \
        -o Dir::State::Lists="$dir/lists" -o Dir::Cache="$dir" -o Dir::Cache::archives="$dir/archives" \
        -o Dir::Cache::pkgcache="$dir/pkgcache.bin" -o Dir::Cache::srcpkgcache="$dir/srcpkgcache.bin" \
        -o Acquire::Languages=none -o APT::Sandbox::User="$(id -un)" "$@"
}

# The machine's own mirrors, as apt knows them; the first that carries Debian's sid and bookworm is taken.
choose_mirror() {
    local keyring=/usr/share/keyrings/debian-archive-keyring.gpg mirror
    [ -f "$keyring" ] || die "$keyring is missing: install debian-archive-keyring, or name an Odoo 19.0 by SHNOR_ODOO"
    # shellcheck disable=SC2016 # apt fills in the field itself
    for mirror in ${SHNOR_DEBIAN_MIRROR:-} \
        $(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | awk '!seen[$0]++'); do
        printf 'deb [signed-by=%s] %s %s main\n' "$keyring" "$mirror" sid "$keyring" "$mirror" bookworm \
            >"$SHNOR_HOME/apt/sources.list"
        if private_apt apt-get update -o APT::Update::Error-Mode=any; then return; fi
    done
    die "none of this machine's apt sources is a Debian mirror with sid and bookworm." \
        "Set SHNOR_DEBIAN_MIRROR to one, or SHNOR_ODOO to an Odoo 19.0 that is already here."
}

fetch_debian_odoo() {
    local dir=$SHNOR_HOME/apt new=$SHNOR_HOME/odoo.new tool package dangling
    for tool in apt-get apt-cache dpkg; do
        command -v "$tool" >/dev/null ||
            die "$tool is missing (Odoo comes as Debian's package). Set SHNOR_ODOO to an existing Odoo 19.0 instead."
    done
    mkdir -p "$dir/lists/partial" "$dir/archives/partial" "$dir/deb"
    choose_mirror
    private_apt apt-cache madison "$ODOO_PACKAGE" | grep -qF "$ODOO_VERSION" ||
        die "Debian no longer offers $ODOO_PACKAGE $ODOO_VERSION (it has:" \
            "$(private_apt apt-cache madison "$ODOO_PACKAGE" | awk '{print $3}' | xargs))." \
            "Set ODOO_VERSION in scripts/lib/odoo.sh after testing, or set SHNOR_ODOO to an existing Odoo 19.0."
    # shellcheck disable=SC2046,SC2086 # the lists are words
    (cd "$dir/deb" && private_apt apt-get download "$ODOO_PACKAGE=$ODOO_VERSION" \
        $(printf '%s/sid ' $ODOO_LINKED_SID) $(printf '%s/bookworm ' $ODOO_LINKED_BOOKWORM))
    rm -rf "$new"
    mkdir "$new"
    for package in "$dir"/deb/*.deb; do dpkg -x "$package" "$new"; done
    repair_debian_odoo "$new"
    dangling=$(find "$new" -xtype l | head -n 5)
    [ -z "$dangling" ] || die "the Odoo package is incomplete, these links lead nowhere: $dangling"
    rm -rf "$ODOO_PREFIX"
    mv "$new" "$ODOO_PREFIX"
    rm -rf "$dir"
    printf '%s\n' "$ODOO_PREFIX/usr/lib/python3/dist-packages" >"$SHNOR_HOME/run/odoo_path"
}

# Debian removed a file that web.assets_backend declares; without it every back-office tour fails.
repair_debian_odoo() {
    local file=$1/usr/lib/python3/dist-packages/odoo/addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js
    [ -e "$file" ] && return
    mkdir -p "$(dirname "$file")"
    echo '// Stands in for a file that the Debian package leaves out.' >"$file"
}
