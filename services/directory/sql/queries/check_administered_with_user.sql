-- one row: ($1 tenant, $2 id of a user, $3 roles, $4 state, $5 organization) whether the tenant has
-- an administrator when the user is like this
SELECT is_administered_with_user(tenant_id => $1, user_id => $2, roles => $3, state => $4,
                                 organization_id => NULLIF(substr($5::text, 15), ''))
