internal import OutboardCore
internal import OutboardSystem

extension Launcher {
    /// Starts the thread that launches plugins, unless it runs.
    static func startThread() throws(OutboardError) {
        do {
            try LaunchThread.shared.start()
        } catch {
            throw OutboardError(
                code: .startFailed, message: "the thread that launches plugins cannot be started: \(error)")
        }
    }

    /// Launches a plugin, on that thread, and returns how that went.
    static func result(
        _ path: String, _ configuration: [UInt8], _ options: PluginOptions
    ) -> Result<Generation, OutboardError> {
        do throws(OutboardError) {
            return .success(try launch(path: path, configuration: configuration, options: options))
        } catch {
            return .failure(error)
        }
    }
}
