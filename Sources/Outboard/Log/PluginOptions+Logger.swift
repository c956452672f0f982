internal import Logging

extension PluginOptions {
    /// The logger for what the host says about one plugin: the records have its name and its process.
    func logger(ofPlugin name: String, _ processID: Int32?) -> Logger {
        var logger = logger
        logger[metadataKey: "plugin.name"] = "\(name)"
        if let processID { logger[metadataKey: "plugin.pid"] = "\(processID)" }
        return logger
    }
}
