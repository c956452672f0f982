// Tests of a plugin import OutboardTesting and the plugin's own modules, nothing else.
@_exported public import OutboardCore
