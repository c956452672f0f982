public import OutboardCore
internal import OutboardSystem

extension PluginManifest {
    /// What the plugin in a file says about itself, read without running it.
    ///
    /// Some system calls and a few hundred bytes of the file, of which none is trusted. It may be built for another machine
    /// than this one.
    ///
    /// - Parameter path: The plugin's program.
    /// - Returns: The manifest; nil for a program without one.
    /// - Throws: `OutboardError` with the code `startFailed` if the file is no program, cannot be read, or has a damaged
    ///   manifest.
    public static func of(programAt path: String) throws(OutboardError) -> PluginManifest? {
        let notes: [ELFNotes.Note]
        do throws(ELFProblem) {
            notes = try ELFNotes(path: path).notes
        } catch {
            throw OutboardError(code: .startFailed, message: "\(path) has no manifest: \(error)")
        }
        let own = notes.filter { $0.name == Array(noteName.utf8) && $0.type == noteType }
        guard let note = own.first else { return nil }
        guard own.count == 1 else {
            throw OutboardError(code: .startFailed, message: "\(path) has \(own.count) manifests, and may have one")
        }
        do throws(ManifestError) {
            return try PluginManifest(note: note.contents)
        } catch {
            throw OutboardError(code: .startFailed, message: "the manifest of \(path) is wrong: \(error)")
        }
    }
}
