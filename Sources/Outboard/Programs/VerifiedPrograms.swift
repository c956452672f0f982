internal import OutboardCore
internal import OutboardSystem
internal import SystemPackage

/// The programs that were checked: sealed copies, kept for the host's life.
///
/// So a restart runs what the first start ran, whatever lies at the path by then.
enum VerifiedPrograms {
    /// Who is known to have signed programs.
    private static let signed = Locked<[ProgramDigest: Set<PluginPublicKey>]>([:])
    private static let images = Locked<[ProgramDigest: SealedImage]>([:])

    /// What is to be executed in place of the file at a path: a sealed copy of what the options ask for.
    ///
    /// - Returns: Nil if the options ask for nothing.
    /// - Throws: `startFailed` if what is at the path has another digest, is not signed by any of the signers, or cannot be
    ///   copied.
    static func image(of path: String, _ options: PluginOptions) throws(OutboardError) -> SealedImage? {
        if let digest = options.digest {
            let image = try Self.image(of: path, digest)
            if !options.signers.isEmpty { try requireSignature(of: path, digest, by: options.signers) }
            return image
        }
        guard !options.signers.isEmpty else { return nil }
        // Not one that is known: another file that is signed as well may lie there by now.
        let image = try sealedCopy(path)
        try requireSignature(of: path, try ProgramDigest(of: image), by: options.signers)
        return image
    }

    /// The image with a digest: one that is known, or what is at a path now.
    private static func image(of path: String, _ digest: ProgramDigest) throws(OutboardError) -> SealedImage {
        if let known = known(digest) { return known }
        let image = try check(path, digest)
        images.withLock { $0[digest] = image }
        return image
    }

    /// The image with a digest, if it was checked before.
    static func known(_ digest: ProgramDigest) -> SealedImage? { images.withLock { $0[digest] } }

    /// Checks an image that another host has checked before, and keeps it if it has a digest.
    ///
    /// One that has another digest, or can change, is left alone: what lies at the path is looked at then, as always.
    static func keep(_ image: SealedImage, _ digest: ProgramDigest) {
        guard known(digest) == nil, image.isSealed, image.byteCount <= SealedImage.maximumByteCount,
            (try? ProgramDigest(of: image)) == digest
        else { return }
        images.withLock { $0[digest] = image }
    }

    /// Looks for a signature of a program with this digest in the file beside a path, unless it was found before.
    private static func requireSignature(
        of path: String, _ digest: ProgramDigest, by signers: [PluginPublicKey]
    ) throws(OutboardError) {
        let known = signed.withLock { $0[digest] ?? [] }
        guard known.isDisjoint(with: signers) else { return }
        guard let signer = try SignatureFile(ofProgramAt: path).firstSigner(among: signers, of: digest) else {
            throw OutboardError(
                code: .startFailed,
                message: "\(path) has no valid signature of \(signers.map(\.description).joined(separator: " or "))")
        }
        signed.withLock { _ = $0[digest, default: []].insert(signer) }
    }

    /// Copies what is at a path, seals the copy, and compares the copy's digest.
    ///
    /// What was checked is the copy, and nobody can write to it: it does not matter what happens to the file.
    static func check(_ path: String, _ digest: ProgramDigest) throws(OutboardError) -> SealedImage {
        let image = try sealedCopy(path)
        let found = try ProgramDigest(of: image)
        guard found == digest else {
            throw OutboardError(
                code: .startFailed, message: "the digest of \(path) is \(found), and \(digest) was asked for")
        }
        return image
    }

    /// A copy of what is at a path that cannot change.
    private static func sealedCopy(_ path: String) throws(OutboardError) -> SealedImage {
        let image = try copy(path)
        guard image.isSealed else {
            throw OutboardError(code: .startFailed, message: "the copy of \(path) cannot be sealed")
        }
        return image
    }

    /// Copies what is at a path, and seals the copy.
    static func copy(_ path: String) throws(OutboardError) -> SealedImage {
        do throws(Errno) {
            return try SealedImage(copying: path, name: path.split(separator: "/").last.map(String.init) ?? "plugin")
        } catch {
            throw OutboardError(code: .startFailed, message: "copying the program \(path) failed: \(reason(error))")
        }
    }

    private static func reason(_ errno: Errno) -> String {
        switch errno {
        case .tooManySymbolicLinkLevels: "it is a symbolic link"
        case .execFormatError: "it is no file"
        case .fileTooLarge: "it is larger than \(SealedImage.maximumByteCount) bytes"
        default: "\(errno)"
        }
    }
}
