import { listOf, listOfScalars, message, scalar, wrapper } from "../messages/field.js";

const keptAccountTable = message("Account", {
  id: scalar("string", 1),
  username: scalar("string", 2),
  display_name: wrapper("string", 3),
  avatar_url: wrapper("string", 4),
  lang_tag: scalar("string", 5),
  location: wrapper("string", 6),
  timezone: wrapper("string", 7),
  email: wrapper("string", 8),
  password_salt: scalar("bytes", 9),
  password_hash: scalar("bytes", 10),
  custom_id: wrapper("string", 11),
  device_ids: listOfScalars("string", 12),
  metadata: scalar("string", 13),
  wallet: scalar("string", 14),
  edge_count: scalar("int32", 15),
  disabled_at: scalar("timestamp", 16),
  created_at: scalar("timestamp", 17),
  updated_at: scalar("timestamp", 18),
});

/** The form in which accounts are kept in a file. */
export const keptAccountsTable = message("Accounts", { accounts: listOf(() => keptAccountTable, 1) });
