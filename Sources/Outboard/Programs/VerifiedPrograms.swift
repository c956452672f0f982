internal import OutboardCore
internal import OutboardSystem
internal import SystemPackage

/// The programs that were checked: sealed copies, kept for the host's life.
///
/// So a restart runs what the first start ran, whatever lies at the path by then.
enum VerifiedPrograms {
    private static let images = Locked<[ProgramDigest: SealedImage]>([:])

    /// The image with a digest: one that is known, or what is at a path now.
    ///
    /// - Throws: `startFailed` if what is at the path has another digest, or cannot be copied.
    static func image(of path: String, _ digest: ProgramDigest) throws(OutboardError) -> SealedImage {
        if let known = images.withLock({ $0[digest] }) { return known }
        let image = try check(path, digest)
        images.withLock { $0[digest] = image }
        return image
    }

    /// Copies what is at a path, seals the copy, and compares the copy's digest.
    ///
    /// What was checked is the copy, and nobody can write to it: it does not matter what happens to the file.
    static func check(_ path: String, _ digest: ProgramDigest) throws(OutboardError) -> SealedImage {
        let image = try copy(path)
        guard image.isSealed else {
            throw OutboardError(code: .startFailed, message: "the copy of \(path) cannot be sealed")
        }
        let found = try ProgramDigest(of: image)
        guard found == digest else {
            throw OutboardError(
                code: .startFailed, message: "the digest of \(path) is \(found), and \(digest) was asked for")
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
