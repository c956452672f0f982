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
        do throws(ManifestProblem) {
            return try read(programAt: path)
        } catch {
            throw OutboardError(code: .startFailed, message: "the manifest of \(path) cannot be read: \(error.clause)")
        }
    }

    /// What the plugin in a file says about itself; nil for a program without a manifest.
    static func read(programAt path: String) throws(ManifestProblem) -> PluginManifest? {
        let notes: [ELFNotes.Note]
        do throws(ELFProblem) {
            notes = try ELFNotes(path: path).notes
        } catch {
            throw ManifestProblem(clause: error.description)
        }
        let own = notes.filter { $0.name == Array(noteName.utf8) && $0.type == noteType }
        guard let note = own.first else { return nil }
        guard own.count == 1 else { throw ManifestProblem(clause: "it has \(own.count) manifests, and may have one") }
        do throws(ManifestError) {
            return try PluginManifest(note: note.contents)
        } catch {
            throw ManifestProblem(clause: "its manifest is wrong: \(error)")
        }
    }
}
