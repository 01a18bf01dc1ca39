# Shows a change set as Markdown, from the answer of `aws cloudformation describe-change-set --include-property-values`.
# jq -r --arg zip SHA256 --arg template SHA256 --slurpfile before DESCRIBE-STACKS.json -f change-set.jq CHANGE-SET.json

# Types whose changes decide on who may do what.
def permission: test("Policy$|^AWS::IAM::|^AWS::KMS::Key$|^AWS::Lambda::Permission$");

# A property whose value is a policy, such as that of a key or a role.
def aboutPermissions: (.ResourceType | permission) or any(.Details[]?.Target.Path // "" ; test("Polic(y|ies)"));

# Of a value the first $most characters, on one line.
def code($most): "`" + (tostring | gsub("\\s+"; " ") | if length > $most then .[:$most] + " …" else . end
  | gsub("`"; "'") | gsub("\\|"; "\\|")) + "`";
def value($most): if . == null then "nothing" else code($most) end;
def value: value(1000);

# One line for each property. Where AWS gives no values of single properties the whole resource stands in the context.
def details($most): .Details // [] | map(select(.Target.Attribute != null)) | unique_by([.Target.Path, .Target.Name, .CausingEntity])
  | map("  - " + (.Target.Path // .Target.Name // .Target.Attribute)
      + (if .Target.BeforeValue != null or .Target.AfterValue != null
         then ": " + (.Target.BeforeValue | value($most)) + " → " + (.Target.AfterValue | value($most)) else "" end)
      + (if .CausingEntity then " (by " + .CausingEntity + ")" else "" end)
      + (if .Target.RequiresRecreation == "Always" then " **replaces it**" else "" end)) | .[];
def context($most): (if .Action == "Modify" then empty
  elif .Action == "Remove" then .BeforeContext else .AfterContext end) | select(. != null) | "  - " + code($most);

# Who approves has to see all of a policy: the end of a long one could be what widens it.
def change: (if aboutPermissions then infinite else 1000 end) as $most | "- **\(.Action)\(if .Replacement and .Replacement != "False" then ", replacement: \(.Replacement)" else "" end)** "
  + "\(.LogicalResourceId) (\(.ResourceType))", details($most), context($most);

def values: (. // []) | map({key: .ParameterKey, value: (.ResolvedValue // .ParameterValue)}) | from_entries;

[.Changes[]?.ResourceChange | select(. != null)] as $changes
| ($before[0].Stacks[0]?.Parameters | values) as $old
| (.Parameters | values) as $new
| "### Change set \(.ChangeSetName) of \(.StackName)", "",
  "Zip `\($zip)`, template `\($template)`.", "",
  ($changes | map(select(aboutPermissions)) | if length > 0 then "#### Permissions", "", (.[] | change), "" else empty end),
  ($changes | map(select(aboutPermissions | not)) | if length > 0 then "#### Resources", "", (.[] | change), "" else empty end),
  "#### Parameters", "",
  "| Parameter | Before | After |", "|---|---|---|",
  ($old + $new | keys[] | select($old[.] != $new[.]) | "| \(.) | \($old[.] | value) | \($new[.] | value) |")
